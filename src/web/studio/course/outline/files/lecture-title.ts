/** The title of a lesson from the name of its file: `02_intro-to-sets.mp4` reads `02 intro to sets`. Never empty. */
export function lectureTitle(fileName: string): string {
  const name = fileName.replace(/\.[a-z\d]{1,5}$/i, '');
  // A hyphen between spaces or digits is the author's: dates, "Part 1 - Sets".
  const words = name
    .replaceAll('_', ' ')
    .replaceAll(/(?<=\p{L})-(?=\p{L})/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const title = words === '' ? fileName : words;
  return title.slice(0, 300);
}
