import { Textarea } from '@mantine/core';
import { Suspense, lazy, useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { text } from '../../text.ts';
import { markText } from './mark-text.ts';
import type { Mark } from './mark-text.ts';
import classes from './markdown-field.module.css';

const Markdown = lazy(async () => ({ default: (await import('../../../shared/ui/markdown/markdown.tsx')).Markdown }));

const MARKS: readonly Mark[] = ['bold', 'italic', 'heading', 'list', 'link', 'code'];
const SIGNS: Record<Mark, string> = { bold: 'B', italic: 'I', heading: 'H', list: '•', link: '↗', code: '</>' };
const KEYS: Record<string, Mark> = { b: 'bold', i: 'italic', k: 'link' };

/** A field for Markdown, with buttons for those who do not know it and a preview as students see it. */
export function MarkdownField(props: {
  label: string;
  value: string;
  maxLength?: number;
  onChange: (value: string) => void;
}) {
  const [isPreview, setIsPreview] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const apply = (mark: Mark): void => {
    const area = field.current;
    if (area === null) return;
    const marked = markText(area.value, area.selectionStart, area.selectionEnd, mark, text.markdown.placeholder);
    props.onChange(marked.value);
    requestAnimationFrame(() => {
      area.focus();
      area.setSelectionRange(marked.start, marked.end);
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const mark = event.ctrlKey || event.metaKey ? KEYS[event.key.toLowerCase()] : undefined;
    if (mark === undefined) return;
    event.preventDefault();
    apply(mark);
  };
  return (
    <div className={classes.field}>
      <div className={classes.bar}>
        <label htmlFor={id}>{props.label}</label>
        <div className={classes.tools} role="group" aria-label={text.markdown.tools}>
          {!isPreview &&
            MARKS.map((mark) => (
              <button
                key={mark}
                type="button"
                className={classes.tool}
                data-mark={mark}
                aria-label={text.markdown.marks[mark]}
                title={text.markdown.marks[mark]}
                onClick={() => apply(mark)}
              >
                {SIGNS[mark]}
              </button>
            ))}
          <button
            type="button"
            className={classes.preview}
            aria-pressed={isPreview}
            onClick={() => setIsPreview(!isPreview)}
          >
            {isPreview ? text.markdown.write : text.markdown.preview}
          </button>
        </div>
      </div>
      {isPreview ? (
        <div className={classes.result}>
          {props.value.trim() === '' ? (
            <p className={classes.nothing}>{text.markdown.nothing}</p>
          ) : (
            <Suspense fallback={null}>
              <Markdown source={props.value} firstLevel={3} />
            </Suspense>
          )}
        </div>
      ) : (
        <Textarea
          id={id}
          ref={field}
          classNames={{ input: classes.input ?? '' }}
          value={props.value}
          maxLength={props.maxLength ?? 100_000}
          placeholder={text.markdown.hint}
          onChange={(event) => props.onChange(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      )}
    </div>
  );
}
