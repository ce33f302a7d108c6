import { AppError } from '../kernel/app-error.ts';
import { type Config, SETTINGS, type Setting } from './settings.ts';

/**
 * Reads every setting from the environment. An empty variable counts as not set.
 *
 * Throws one AppError CONFIG_INVALID that names all problems, not just the first.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, each] of Object.entries<Setting>(SETTINGS)) {
    const given = environment[each.name]?.trim();
    const isGiven = given !== undefined && given !== '';
    const result = each.schema.safeParse(isGiven ? given : each.defaultText);
    if (result.success) values[key] = result.data;
    else problems.push(`${shown(each, given)}: ${result.error.issues[0]?.message ?? 'not accepted'}`);
  }
  if (problems.length > 0) {
    throw new AppError('CONFIG_INVALID', { message: `${problems.length} wrong settings: ${problems.join('; ')}.` });
  }
  return values as Config;
}

function shown({ name, isSecret }: Setting, given = ''): string {
  return isSecret ? name : `${name}=${given}`;
}
