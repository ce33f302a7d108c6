/** What can be measured, in the order in which it runs. */
export const PARTS = [
  ...(['compare', 'playable', 'seek', 'play', 'lesson', 'students', 'cpu', 'encoders', 'recipes'] as const),
  ...(['fleet', 'serve', 'viewers', 'upload'] as const),
] as const;
export type Part = (typeof PARTS)[number];

/** What every part gets. */
export interface PartContext {
  /** Tells the person who waits. */
  readonly say: (text: string) => void;
  /** An empty folder for this part's outputs and server data; the part removes it. */
  readonly folder: string;
}
