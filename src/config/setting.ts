import { z } from 'zod';

/** One thing an operator may set, by an environment variable. */
export interface Setting<Schema extends z.ZodType = z.ZodType> {
  /** Name of the environment variable, with its unit. */
  readonly name: string;
  /** From the variable's text to the value. */
  readonly schema: Schema;
  /** As it would be written in the environment; undefined: not set. */
  readonly defaultText?: string;
  /** One sentence for the reference page. */
  readonly doc: string;
  /** Its value holds a password or key: it is never repeated in a message. */
  readonly isSecret: boolean;
}

/** Digits between two bounds. */
export const wholeNumber = (min: number, max: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d{1,16}$/, `wanted a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.number().min(min, `wanted at least ${min}`).max(max, `wanted at most ${max}`));

/** A path as it is written; not looked at. */
export const path = z.string().min(1, 'wanted a path');

/** One of these words. */
export const oneOf = <const T extends readonly [string, ...string[]]>(values: T): z.ZodType<T[number]> =>
  z.enum(values, `wanted one of ${values.join(', ')}`);

/** A URL of one of these protocols; the example goes into the complaint. */
export const urlOf = (example: string, ...protocols: string[]): z.ZodType<string> =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `wanted a URL such as ${example}; percent-encode special characters in a password`,
    );

/** Some of these numbers, separated by commas. */
export const numberList = (allowed: readonly number[]): z.ZodType<number[]> =>
  z
    .string()
    .transform((text) => text.split(',').map((each) => Number(each.trim())))
    .refine(
      (values) => values.length > 0 && values.every((value) => allowed.includes(value)),
      `wanted some of ${allowed.join(',')}, separated by commas`,
    );

/** A setting whose value may be shown. */
export function setting<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  defaultText: string | undefined,
  doc: string,
): Setting<Schema> {
  return { name, schema, doc, isSecret: false, ...(defaultText !== undefined && { defaultText }) };
}

/** A setting without a default whose value nobody may see. */
export function secret<Schema extends z.ZodType>(name: string, schema: Schema, doc: string): Setting<Schema> {
  return { name, schema, doc, isSecret: true };
}
