import { useState } from 'react';
import type { CSSProperties } from 'react';
import classes from './poster.module.css';

/** The picture of a course or lesson in its place of 16:9; its first letter on a colour of its own where there is none. */
export function Poster({ url, title }: { url: string | undefined; title: string }) {
  const [isBroken, setIsBroken] = useState(false);
  let hue = 215;
  for (const letter of title) hue = (hue * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return (
    <div className={classes.poster} style={{ '--hue': hue } as CSSProperties}>
      {url === undefined || isBroken ? (
        <span aria-hidden="true">{Array.from(title.trim())[0]?.toUpperCase()}</span>
      ) : (
        <img src={url} alt="" decoding="async" onError={() => setIsBroken(true)} />
      )}
    </div>
  );
}
