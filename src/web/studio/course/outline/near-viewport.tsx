import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

const MARGIN = '1200px';

/** Holds the place of a part of a long list, and fills it only near the window: a thousand rows stay quick. */
export function NearViewport(props: {
  /** In pixels, until the part was measured. */
  estimatedHeight: number;
  /** Keeps what is there, as while something is dragged. */
  isHeld: boolean;
  children: () => ReactNode;
}) {
  const place = useRef<HTMLDivElement>(null);
  const [isNear, setIsNear] = useState(false);
  const [height, setHeight] = useState(props.estimatedHeight);
  const isHeld = useRef(props.isHeld);
  useEffect(() => {
    isHeld.current = props.isHeld;
  });
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry === undefined || (isHeld.current && !entry.isIntersecting)) return;
        if (!entry.isIntersecting && entry.boundingClientRect.height > 0) setHeight(entry.boundingClientRect.height);
        setIsNear(entry.isIntersecting);
      },
      { rootMargin: MARGIN },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={place} style={isNear ? undefined : { height }}>
      {isNear && props.children()}
    </div>
  );
}
