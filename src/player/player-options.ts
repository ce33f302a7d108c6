import { playerText } from './text.ts';

/** How Video.js is set up: our order of controls, our keys, captions drawn by it. */
export function playerOptions(title: string): Record<string, unknown> {
  return {
    children: ['mediaLoader', 'posterImage', 'textTrackDisplay', 'loadingSpinner', 'bigPlayButton', 'controlBar'],
    controlBar: {
      children: [
        'progressControl',
        'playToggle',
        'skipBackward',
        'skipForward',
        'volumePanel',
        'currentTimeDisplay',
        'timeDivider',
        'durationDisplay',
        'customControlSpacer',
        'pictureInPictureToggle',
        'fullscreenToggle',
      ],
      skipButtons: { backward: 10, forward: 10 },
      volumePanel: { inline: true },
    },
    controls: true,
    preload: 'auto',
    noUITitleAttributes: false,
    playerLabel: playerText.player(title),
    inactivityTimeout: 2500,
    userActions: { hotkeys: false }, // controls/shortcuts.ts has the keys
    // A file of captions is loaded when it is first shown.
    html5: { nativeTextTracks: false, preloadTextTracks: false },
  };
}
