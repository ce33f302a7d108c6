import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { PlainButton } from '../../../shared/ui/forms/button.tsx';
import { text } from '../../text.ts';
import classes from './next-countdown.module.css';

const SECONDS = 8;

/** After the end: the next lesson begins by itself in a moment, unless one stays. */
export function NextCountdown({ nextId, title, onStay }: { nextId: string; title: string; onStay: () => void }) {
  const navigate = useNavigate();
  const [left, setLeft] = useState(SECONDS);
  const hasEnded = left <= 0;
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setLeft((seconds) => seconds - 1);
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (hasEnded) void navigate({ to: '/lessons/$id', params: { id: nextId } });
  }, [hasEnded, navigate, nextId]);
  return (
    <div className={classes.cover} role="group" aria-label={text.lesson.upNext}>
      <p>
        {text.lesson.upNext} · {text.lesson.nextIn(Math.max(0, left))}
      </p>
      <strong>{title}</strong>
      <div className={classes.actions}>
        <PlainButton look="primary" autoFocus onClick={() => setLeft(0)}>
          {text.lesson.playNow}
        </PlainButton>
        <PlainButton onClick={onStay}>{text.lesson.stay}</PlainButton>
      </div>
    </div>
  );
}
