/** A still page of the lecture, 1920 pixels wide. */
export interface Slide {
  readonly html: string;
  /** 1080, or more for a page that scrolls from top to bottom while it is shown. */
  readonly heightPixels: number;
  readonly seconds: number;
}

/** Length of one round of slides. */
export const ROUND_SECONDS = 60;
const SCROLLED_LINES = 70;

const STYLE = `
  * { box-sizing: border-box; margin: 0 }
  body { width: 1920px; min-height: 1080px; padding: 90px 120px; font: 40px/1.5 "Liberation Sans", sans-serif;
         color: #1d2733; background: #fbfbf8 }
  h1 { font-size: 76px; line-height: 1.2; margin-bottom: 50px; color: #14345c; border-bottom: 6px solid #e08a1e }
  li { margin: 0 0 26px 0 } .small { font-size: 26px; color: #667 }
  table { border-collapse: collapse; font-size: 32px; width: 1270px }
  td, th { border: 2px solid #9ab; padding: 9px 20px; text-align: right } th { background: #14345c; color: #fff }
  tr:nth-child(even) td { background: #eef2f6 }
  .code { background: #1e2430; color: #d8dee9; font: 30px/1.45 "Liberation Mono", monospace; white-space: pre }
  .code b { color: #81a1c1 } .code i { color: #a3be8c } .code u { color: #7b8698; text-decoration: none }
  .photo { padding: 0; background:
    radial-gradient(circle at 75% 20%, #ffe9b0 0 4%, #f7b26777 9%, transparent 45%),
    conic-gradient(from 200deg at 30% 95%, #26405f, #587ba3, #b9c7d6, #8a6f5a, #3e4a35, #26405f) }
  .photo svg { position: absolute; inset: 0; mix-blend-mode: overlay }
  .photo p { position: absolute; left: 90px; bottom: 60px; color: #fff; font-size: 54px; text-shadow: 0 2px 12px #000 }`;

/** The slides of one round: bullets that come one by one, a chart, code that scrolls, a table, a picture. Rounds differ. */
export function lectureSlides(round: number): Slide[] {
  const random = sequence(round + 1);
  const still = (seconds: number, body: string, className = ''): Slide => ({
    html: page(body, className),
    heightPixels: 1080,
    seconds,
  });
  return [
    still(
      5,
      `<h1>Week ${round + 1}: how a press works</h1><p>${sentence(random, 14)}</p><p class="small">Room 3.14</p>`,
    ),
    ...[1, 2, 3, 4].map((shown) => still(4, bullets(round, shown))),
    still(10, chart(round, random)),
    { html: page(code(random), 'code'), heightPixels: 90 * 2 + Math.ceil(SCROLLED_LINES * 43.5), seconds: 14 },
    still(7, table(round, random)),
    still(8, picture(round), 'photo'),
  ];
}

function page(body: string, className: string): string {
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><body class="${className}">${body}`;
}

function bullets(round: number, shown: number): string {
  const random = sequence(round * 10 + 3);
  const items = Array.from({ length: 5 }, () => `<li>${sentence(random, 9)}</li>`).slice(0, shown + 1);
  return `<h1>What to check before starting</h1><ul>${items.join('')}</ul>`;
}

function chart(round: number, random: () => number): string {
  const bars = Array.from({ length: 12 }, (_, index) => {
    const height = 120 + Math.round(random() * 520);
    const x = 60 + index * 99;
    return `<rect x="${x}" y="${700 - height}" width="70" height="${height}" fill="hsl(${200 + index * 9} 60% 45%)"/>
      <text x="${x + 8}" y="745" font-size="28">${index + 1}</text>
      <text x="${x}" y="${690 - height}" font-size="24">${height}</text>`;
  });
  const curve = Array.from({ length: 60 }, (_, index) => {
    return `${60 + index * 20},${380 - 200 * Math.sin(index / (6 + round))}`;
  });
  return `<h1>Output per shift, in pieces</h1><svg width="1290" height="760">${bars.join('')}
    <polyline points="${curve.join(' ')}" fill="none" stroke="#c0392b" stroke-width="5"/>
    <path d="M50 0V705H1270" fill="none" stroke="#345" stroke-width="3"/></svg>`;
}

function code(random: () => number): string {
  const lines = Array.from({ length: SCROLLED_LINES }, (_, index) => {
    const number = `<u>${String(index + 1).padStart(3)}</u>  ${'  '.repeat(Math.floor(random() * 4))}`;
    const [a = '', b = '', c = ''] = sentence(random, 3).toLowerCase().split(' ');
    if (random() < 0.2) return `${number}<u>// ${sentence(random, 7)}</u>`;
    if (random() < 0.3) return `${number}<b>if</b> (${a}.${b} &lt; ${Math.floor(random() * 900)}) <b>return</b> ${c}`;
    return `${number}<b>const</b> ${a}_${b} = ${c}(<i>'${sentence(random, 2)}'</i>, ${(random() * 100).toFixed(2)});`;
  });
  return lines.join('\n');
}

function table(round: number, random: () => number): string {
  const row = (name: string): string => {
    const cells = Array.from({ length: 6 }, () => `<td>${(random() * 1000).toFixed(1)}</td>`);
    return `<tr><td>${name}</td>${cells.join('')}</tr>`;
  };
  const heads = ['Machine', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sum'].map((head) => `<th>${head}</th>`);
  const rows = Array.from({ length: 11 }, (_, index) => row(`P${round + 1}-${index + 11}`));
  return `<h1>Downtime in minutes</h1><table><tr>${heads.join('')}</tr>${rows.join('')}</table>`;
}

function picture(round: number): string {
  const grain = (frequency: number, opacity: number, id: string): string =>
    `<filter id="${id}"><feTurbulence type="fractalNoise" baseFrequency="${frequency}" numOctaves="5" seed="${round + 7}"/>
     <feColorMatrix type="saturate" values="0.4"/></filter>
     <rect width="1920" height="1080" filter="url(#${id})" opacity="${opacity}"/>`;
  return `<svg width="1920" height="1080">${grain(0.006, 0.9, 'shapes')}${grain(0.25, 0.35, 'leaves')}</svg>
    <p>Line ${round + 4}, seen from the gate</p>`;
}

const WORDS =
  'pressure valve check the operator before each shift closes guard sensor light table tool wear plan gauge oil slide ' +
  'emergency stop is never bridged and every fault belongs into log with time name number of part hand side feed rate';

function sentence(random: () => number, length: number): string {
  const words = WORDS.split(' ');
  const text = Array.from({ length }, () => words[Math.floor(random() * words.length)] ?? '').join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Numbers from 0 to 1 that are the same at every run. */
function sequence(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
