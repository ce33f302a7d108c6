/** What can be done to a selection. */
export type Mark = 'bold' | 'italic' | 'heading' | 'list' | 'link' | 'code';

const AROUND: Partial<Record<Mark, readonly [before: string, after: string]>> = {
  bold: ['**', '**'],
  italic: ['_', '_'],
  code: ['`', '`'],
  link: ['[', '](https://)'],
};
const LINE_START: Partial<Record<Mark, string>> = { heading: '## ', list: '- ' };

/** Puts Markdown signs around the selection, or at the start of its lines. Answers the text and what to select then. */
export function markText(
  value: string,
  start: number,
  end: number,
  mark: Mark,
  placeholder: string,
): { value: string; start: number; end: number } {
  const around = AROUND[mark];
  if (around !== undefined) {
    const [before, after] = around;
    const words = value.slice(start, end) || placeholder;
    const at = start + before.length;
    return {
      value: value.slice(0, start) + before + words + after + value.slice(end),
      start: at,
      end: at + words.length,
    };
  }
  const sign = LINE_START[mark] ?? '';
  const lineStart = value.lastIndexOf('\n', start - 1) + 1;
  const lines = value
    .slice(lineStart, end)
    .split('\n')
    .map((line) => sign + line)
    .join('\n');
  return {
    value: value.slice(0, lineStart) + lines + value.slice(end),
    start: lineStart + sign.length,
    end: lineStart + lines.length,
  };
}
