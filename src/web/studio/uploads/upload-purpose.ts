/** What an upload is for; neither: a video of its own without a lesson. */
export interface UploadPurpose {
  /** The lesson that is to show it. */
  readonly lessonId?: string | undefined;
  /** The video whose file it takes the place of. */
  readonly replaces?: string | undefined;
}

/** Fields of an upload's metadata that say what it is for. */
export type PurposeFields = Readonly<Partial<Record<'lessonId' | 'replaces', string>>>;

/** Only what is there: a field that is sent counts whatever it holds. */
export function purposeFields({ lessonId, replaces }: UploadPurpose): PurposeFields {
  return { ...(lessonId !== undefined && { lessonId }), ...(replaces !== undefined && { replaces }) };
}

/** Reads the purpose back out of metadata. */
export function purposeIn(meta: Readonly<Record<string, unknown>>): UploadPurpose {
  const { lessonId, replaces } = meta;
  return {
    lessonId: typeof lessonId === 'string' ? lessonId : undefined,
    replaces: typeof replaces === 'string' ? replaces : undefined,
  };
}

/** Tells purposes apart: the same file may go to two lessons, each upload on its own. */
export function purposeKey({ lessonId, replaces }: UploadPurpose): string {
  return replaces === undefined ? (lessonId ?? '') : `replaces-${replaces}`;
}
