import type { PlayerSession } from '../player-session.ts';
import { playerText } from '../text.ts';
import { ignoreRefusal } from '../video-js.ts';
import type { Shortcut } from './shortcuts.ts';

const FLASH_MS = 900;

/** Does what a key asked for, and says so over the picture where it would otherwise go unseen. */
export function performShortcut(shortcut: Shortcut, session: PlayerSession): void {
  const { player } = session;
  const flash = (message: string): void => session.notice.show(message, FLASH_MS);
  player.reportUserActivity();
  switch (shortcut.kind) {
    case 'toggle-play':
      if (player.paused()) void player.play()?.catch(ignoreRefusal);
      else player.pause();
      return;
    case 'seek-by':
      seekTo(session, player.currentTime() + shortcut.seconds);
      flash(playerText.seekBy(shortcut.seconds));
      return;
    case 'seek-to':
      seekTo(session, (player.duration() || 0) * shortcut.share);
      return;
    case 'volume-by':
      player.muted(false);
      player.volume(Math.min(1, Math.max(0, player.volume() + shortcut.share)));
      flash(playerText.volume(Math.round(player.volume() * 100)));
      return;
    case 'toggle-mute':
      player.muted(!player.muted());
      flash(player.muted() ? playerText.muted : playerText.volume(Math.round(player.volume() * 100)));
      return;
    case 'speed-step':
      flash(playerText.speedValue(session.speed.step(shortcut.step)));
      return;
    case 'toggle-captions': {
      const state = session.captions.toggle();
      if (state !== undefined) flash(state);
      return;
    }
    case 'toggle-fullscreen':
      void (player.isFullscreen() ? player.exitFullscreen() : player.requestFullscreen())?.catch(ignoreRefusal);
      return;
    case 'toggle-picture-in-picture':
      void (player.isInPictureInPicture() ? player.exitPictureInPicture() : player.requestPictureInPicture())?.catch(
        ignoreRefusal,
      );
      return;
    case 'toggle-stats':
      session.stats.toggle();
      return;
    case 'toggle-help':
      session.help.toggle();
      return;
    case 'close':
      session.help.close();
      session.stats.close();
      return;
  }
}

function seekTo({ player }: PlayerSession, seconds: number): void {
  player.currentTime(Math.min(Math.max(0, seconds), player.duration() || 0));
}
