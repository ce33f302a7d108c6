/** Containers say ISO 639-2 (`eng`); HLS and DASH want BCP 47, which prefers the two-letter code where there is one. */
export function languageTag(language: string | undefined): string {
  if (!language || !/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language)) return 'und';
  return TWO_LETTER_CODES[language] ?? language;
}

const TWO_LETTER_CODES: Readonly<Record<string, string>> = {
  ara: 'ar',
  ces: 'cs',
  chi: 'zh',
  cze: 'cs',
  dan: 'da',
  deu: 'de',
  dut: 'nl',
  ell: 'el',
  eng: 'en',
  fas: 'fa',
  fin: 'fi',
  fra: 'fr',
  fre: 'fr',
  ger: 'de',
  gre: 'el',
  heb: 'he',
  hin: 'hi',
  hun: 'hu',
  ind: 'id',
  ita: 'it',
  jpn: 'ja',
  kor: 'ko',
  nld: 'nl',
  nor: 'no',
  per: 'fa',
  pol: 'pl',
  por: 'pt',
  ron: 'ro',
  rum: 'ro',
  rus: 'ru',
  spa: 'es',
  swe: 'sv',
  tha: 'th',
  tur: 'tr',
  ukr: 'uk',
  vie: 'vi',
  zho: 'zh',
};

/** A name that none of `names` has, which it joins: names within a group must differ (RFC 8216, 4.3.4.2.1). */
export function unlikeOthers(name: string, names: Set<string>): string {
  let unique = name;
  for (let i = 2; names.has(unique); i++) unique = `${name} (${i})`;
  names.add(unique);
  return unique;
}
