/**
 * Finds the e-mail addresses in what somebody typed or pasted: a list with commas, lines or spaces, or rows of a mail
 * program (`Ada Lovelace <ada@example.org>`). What looks like an address and is none comes back as `unreadable`.
 */
export function readEmails(input: string): { emails: string[]; unreadable: string[] } {
  const emails = new Set<string>();
  const unreadable: string[] = [];
  for (const piece of input.split(/[,;\n]+/)) {
    const bracketed = /<([^<>]*)>/.exec(piece)?.[1];
    for (const word of (bracketed ?? piece).split(/\s+/).filter(Boolean)) {
      if (/^[^\s@<>"]+@[^\s@<>".]+(\.[^\s@<>".]+)+$/.test(word)) emails.add(word.toLowerCase());
      else unreadable.push(word);
    }
  }
  return { emails: [...emails], unreadable };
}
