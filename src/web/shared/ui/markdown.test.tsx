import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Markdown } from './markdown.tsx';

it('shows HTML as it was typed and runs none of it', () => {
  const html = renderToStaticMarkup(
    <Markdown source={'Hi <img src=x onerror="alert(1)"> [go](javascript:alert(1))'} />,
  );
  expect(html).not.toContain('<img');
  expect(html).not.toContain('javascript:');
  expect(html).toContain('&lt;img');
});
