import { Events } from 'hls.js';
import type Hls from 'hls.js';
import type { VideoJsPlayer } from '../video-js.ts';

/**
 * Hands the captions that hls.js finds in the playlist to Video.js, which draws them clear of the controls.
 *
 * Cues are loaded for the track that is shown only. The tracks go when the player opens another source.
 */
export function bridgeCaptions(hls: Hls, player: VideoJsPlayer): void {
  const tracks: TextTrack[] = [];
  hls.subtitleDisplay = false;

  hls.on(Events.NON_NATIVE_TEXT_TRACKS_FOUND, (_event, { tracks: found }) => {
    for (const { kind, label, subtitleTrack } of found) {
      const { track } = player.addRemoteTextTrack(
        { kind: kind === 'captions' ? 'captions' : 'subtitles', label, language: subtitleTrack?.lang ?? '' },
        false,
      );
      tracks.push(track);
      track.addEventListener('modechange', () => {
        const shown = tracks.findIndex(({ mode }) => mode === 'showing');
        if (hls.subtitleTrack !== shown) hls.subtitleTrack = shown;
      });
    }
  });

  hls.on(Events.CUES_PARSED, (_event, { cues, subtitleTrack }) => {
    const track = tracks[hls.subtitleTracks.findIndex(({ id }) => id === subtitleTrack?.id)];
    if (track === undefined) return;
    // Video.js' lists cannot be spread: they are not iterable
    const known = new Set(Array.from<TextTrackCue>(track.cues ?? []).map(keyOf));
    for (const cue of cues as VTTCue[]) if (!known.has(keyOf(cue))) track.addCue(cue);
  });
}

function keyOf(cue: TextTrackCue): string {
  return `${cue.startTime} ${cue.endTime} ${'text' in cue ? String(cue.text) : ''}`;
}
