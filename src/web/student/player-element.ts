import type { Ref } from 'react';
import type { LecternPlayer } from '../../player/lectern-player.ts';

/** `<lectern-player>` in JSX; its own file says what the attributes mean. */
export interface PlayerElementProps {
  ref?: Ref<LecternPlayer>;
  className?: string | undefined;
  src: string;
  renew?: string | undefined;
  filled?: string | undefined;
  poster?: string | undefined;
  title: string;
  'start-seconds'?: number | undefined;
  captions?: string | undefined;
  chapters?: string | undefined;
  keys: 'page';
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'lectern-player': PlayerElementProps;
    }
  }
}
