/** A sound track as a playlist names it. */
export interface NamedTrack {
  /** NAME of EXT-X-MEDIA: a title, or made of the language's tag (`de 2`, `Audio 1`). */
  readonly name: string;
  /** LANGUAGE; absent or `und` where nobody said. */
  readonly language?: string | undefined;
}

/** What a language is called in the viewer's own (`German`, `Deutsch`); the tag where nobody knows its name. */
export function languageName(tag: string, viewerLanguages: readonly string[] = navigator.languages): string {
  try {
    const name = new Intl.DisplayNames([...viewerLanguages], { type: 'language', fallback: 'code' }).of(tag) ?? tag;
    return name.charAt(0).toLocaleUpperCase(viewerLanguages[0]) + name.slice(1);
  } catch {
    return tag; // not the form of a tag
  }
}

/** A line of a menu for each track: its language, and its title or number where that is needed to tell them apart. */
export function trackLabels(tracks: readonly NamedTrack[], viewerLanguages?: readonly string[]): string[] {
  const plain = tracks.map((track) => plainLabel(track, viewerLanguages));
  return plain.map((label, index) =>
    plain.filter((other) => other === label).length > 1 ? `${label} (${index + 1})` : label,
  );
}

function plainLabel({ name, language = 'und' }: NamedTrack, viewerLanguages: readonly string[] | undefined): string {
  if (language === 'und' || language === '') return name;
  const spoken = languageName(language, viewerLanguages);
  const isTitle = name !== '' && !name.toLowerCase().startsWith(language.toLowerCase());
  return isTitle && name !== spoken ? `${spoken}: ${name}` : spoken;
}
