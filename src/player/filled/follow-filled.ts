import { FilledMap } from './filled-map.ts';
import type { WireMap } from './filled-map.ts';

const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 60_000;

/** Where it is told, at each time that it is asked for; a refused address is renewed where that can be done. */
export interface FilledAddress {
  current(): string;
  renew(): Promise<unknown>;
}

/**
 * Listens to what is filled until everything is, and tells the map: undefined when it says nothing more than "all".
 *
 * Without an answer the map is undefined, too, and the player plays as from any server. A hidden page does not listen: a browser
 * allows few connections, and on coming back the whole map is sent again. Answers how to stop.
 */
export function followFilled(address: FilledAddress, tell: (map: FilledMap | undefined) => void): () => void {
  let source: EventSource | undefined;
  let map: FilledMap | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = FIRST_PAUSE_MS;

  const open = (): void => {
    clearTimeout(timer);
    source = new EventSource(address.current());
    on('map', (wire) => {
      pauseMs = FIRST_PAUSE_MS;
      map = new FilledMap(wire as WireMap);
      tell(map);
    });
    on('filled', (filled) => {
      map?.add(filled as Parameters<FilledMap['add']>[0]);
      tell(map);
    });
    on('complete', () => {
      stop();
      tell(undefined);
    });
    source.addEventListener('error', () => {
      tell(map);
      // The browser opens a broken connection again by itself, but gives up where it was refused.
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(() => void openAfresh(), pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    });
  };
  /** It may have been refused because the address has grown old; nobody says so to an EventSource. */
  const openAfresh = async (): Promise<void> => {
    const refused = source;
    await address.renew();
    if (source === refused) open();
  };
  const on = (name: string, take: (value: unknown) => void): void => {
    source?.addEventListener(name, (event: MessageEvent<string>) => take(JSON.parse(event.data)));
  };
  const close = (): void => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };
  const follow = (): void => {
    if (document.hidden) close();
    else if (source === undefined) open();
  };
  const stop = (): void => {
    document.removeEventListener('visibilitychange', follow);
    close();
  };

  document.addEventListener('visibilitychange', follow);
  follow();
  return stop;
}
