/** Who may enrol: anybody, whoever has a link, whom an editor names. */
export const ENROLMENTS = ['open', 'link', 'list'] as const;

/** One of them. */
export type Enrolment = (typeof ENROLMENTS)[number];
