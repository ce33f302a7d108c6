/** Somebody in a course. */
export interface Enrolled {
  readonly personId: string;
  readonly enrolledAt: Date;
  /** Of the published lessons. */
  readonly completedLessons: number;
  /** When they last reported progress in this course. */
  readonly lastActiveAt?: Date;
}

/** A link by which whoever has it may enrol. */
export interface EnrolmentLink {
  readonly id: string;
  readonly token: string;
  readonly courseId: string;
  readonly createdAt: Date;
  readonly expiresAt?: Date;
}

/** Who takes which course. */
export interface EnrolmentStore {
  /** Answers those who were not enrolled before. */
  enrol(courseIds: readonly string[], personIds: readonly string[]): Promise<string[]>;
  /** False: they were not enrolled. Progress stays. */
  unenrol(courseId: string, personId: string): Promise<boolean>;
  /** Earliest first. */
  list(
    courseId: string,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<{ people: Enrolled[]; nextCursor?: string }>;
  links(courseId: string): Promise<EnrolmentLink[]>;
  addLink(link: Omit<EnrolmentLink, 'createdAt'>): Promise<void>;
  /** Expired ones too. */
  findLink(token: string): Promise<EnrolmentLink | undefined>;
  /** False: there was none. */
  removeLink(courseId: string, id: string): Promise<boolean>;
}
