/** The language in a caption file's name (`lecture.de.vtt`, `lecture_pt-BR.srt`), else that of the browser. */
export function guessLanguage(fileName: string, fallback: string = navigator.language): string {
  const found = /[._-]([a-z]{2,3}(?:-[a-z]{2,4})?)\.(?:vtt|srt)$/i.exec(fileName)?.[1];
  if (found !== undefined && nameLanguage(found) !== '') return found;
  return fallback.split('-')[0] ?? 'en';
}

/** What a language calls itself: `Deutsch`. Empty when there is no such language. */
export function nameLanguage(language: string): string {
  try {
    const [tag] = Intl.getCanonicalLocales(language.trim());
    if (tag === undefined) return '';
    const name = new Intl.DisplayNames([tag], { type: 'language', fallback: 'none' }).of(tag);
    return name === undefined ? '' : name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
  } catch {
    return ''; // half typed
  }
}
