import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Markdown } from './markdown.tsx';

const draw = (source: string): string =>
  renderToStaticMarkup(<Markdown source={source} firstLevel={3} />)
    .replace(/^.*?<div[^>]*>/, '') // React asks for pictures before all else
    .replace(/<\/div>$/, '');

it('shows HTML as it was typed and runs none of it', () => {
  const html = draw('Hi <img src=x onerror="alert(1)"> there\n\n<script>alert(1)</script>');
  expect(html).not.toContain('<img');
  expect(html).not.toContain('<script');
  expect(html).toContain('&lt;img');
  expect(html).toContain('&lt;script&gt;');
});

it.each([
  '[go](javascript:alert(1))',
  '[go](JaVaScRiPt:alert(1))',
  '[go](&#106;avascript:alert(1))',
  '[go](<java\tscript:alert(1)>)',
  '[go](<\u0001javascript:alert(1)>)',
  '[go][x]\n\n[x]: vbscript:x',
  '![go](data:text/html,x)',
])('leads nowhere that runs code: %s', (source) => {
  expect(draw(source)).not.toMatch(/(?:href|src)=/);
});

it.each([
  ['[a](https://example.org/x?y#z)', 'https://example.org/x?y#z'],
  ['[a](mailto:a@example.org)', 'mailto:a@example.org'],
  ['[a](/courses/1:2)', '/courses/1:2'],
  ['[a][b]\n\n> [B]: /there\n\n[b]: /elsewhere', '/there'],
])('leads to addresses of the web, of mail and of this server, in a new tab: %s', (source, href) => {
  expect(draw(source)).toContain(`<a href="${href}" target="_blank" rel="noreferrer noopener">a</a>`);
});

it.each([
  ['# One\n\n## Two\n\n### Three', ['h3', 'h4', 'h5']],
  ['## Two\n\n#### Four\n\n## Two', ['h3', 'h4', 'h3']],
  ['# 1\n\n## 2\n\n### 3\n\n#### 4\n\n##### 5', ['h3', 'h4', 'h5', 'h6', 'h6']],
])('keeps its headings below that of the page and leaves no level out: %j', (source, names) => {
  expect([...draw(source).matchAll(/<(h\d)/g)].map(([, name]) => name)).toEqual(names);
});

it.each([
  ['*a* **b** `c < d`', '<p><em>a</em> <strong>b</strong> <code>c &lt; d</code></p>'],
  ['a\\\nb', '<p>a<br/>b</p>'],
  ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
  ['3. a\n\n4. b', '<ol start="3"><li><p>a</p></li><li><p>b</p></li></ol>'],
  ['- a\n  - b', '<ul><li>a<ul><li>b</li></ul></li></ul>'],
  ['> a\n\n---', '<blockquote><p>a</p></blockquote><hr/>'],
  ['```js\nlet a;\n```', '<pre><code>let a;</code></pre>'],
  ['![b](/c.png) &amp; &copy;', '<p><img src="/c.png" alt="b"/> &amp; ©</p>'],
])('draws %j', (source, html) => {
  expect(draw(source)).toBe(html);
});
