/** Tags of WebVTT that are kept (W3C WebVTT, 3.3); all others are text of some program and vanish. */
const TAG = /<(\/?)(b|i|u|ruby|rt|v|c|lang)((?:\.[^\s<>&.]{1,50}){0,5})(\s[^<>&]{0,200})?>/gi;
const ANY_TAG = /<[^<>]{0,300}>/g;
/** Placement of other formats: {\an8}. */
const OVERRIDE = /\{\\[^{}]{0,100}\}/g;
const ENTITY = /&(?!(?:amp|lt|gt|nbsp|lrm|rlm|quot|#\d{1,7}|#x[\da-f]{1,6});)/gi;

/**
 * A line of text as WebVTT wants it: known tags stay, others go, what could be read as the arrow of a timing line is
 * written otherwise.
 */
export function cleanCueLine(line: string): string {
  const kept: string[] = [];
  const marked = line
    .replaceAll(/[\uE000\uE001]/g, '')
    .replaceAll(OVERRIDE, '')
    .replaceAll(TAG, (tag) => {
      kept.push(tag);
      return `\uE000${kept.length - 1}\uE001`;
    });
  const escaped = marked
    .replaceAll(ANY_TAG, '')
    .replaceAll(ENTITY, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
  return escaped.replaceAll(/\uE000(\d+)\uE001/g, (_mark, index: string) => kept[Number(index)] ?? '').trim();
}
