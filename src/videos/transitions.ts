import { AppError } from '../kernel/app-error.ts';
import type { VideoState } from './video.ts';

/** What can happen to a video. */
export const VIDEO_ACTIONS = ['finishUpload', 'finish', 'fail', 'cancel', 'retry', 'restart'] as const;

/** One of them. */
export type VideoAction = (typeof VIDEO_ACTIONS)[number];

interface Transition {
  readonly from: VideoState;
  readonly to: VideoState;
}

/**
 * The only allowed transitions. Deleting is allowed in every state and leaves nothing behind, so it has no row.
 * Every state has a way out: `uploading` by its last byte or by delete, `ready` by delete.
 */
export const TRANSITIONS: Readonly<Record<VideoAction, Transition>> = {
  finishUpload: { from: 'uploading', to: 'processing' },
  finish: { from: 'processing', to: 'ready' },
  fail: { from: 'processing', to: 'failed' },
  cancel: { from: 'processing', to: 'failed' },
  retry: { from: 'failed', to: 'processing' },
  restart: { from: 'failed', to: 'processing' },
};

/** The state after an action. Throws AppError VIDEO_STATE_CONFLICT when the table has no such row. */
export function nextState(state: VideoState, action: VideoAction): VideoState {
  const { from, to } = TRANSITIONS[action];
  if (state !== from) throw stateConflict(state, action);
  return to;
}

/** What a refused action says. */
export function stateConflict(state: VideoState, action: VideoAction): AppError {
  const { from } = TRANSITIONS[action];
  return new AppError('VIDEO_STATE_CONFLICT', {
    message: `The video is ${state}: ${PLAIN_NAMES[action]} is possible only while it is ${from}.`,
  });
}

const PLAIN_NAMES: Readonly<Record<VideoAction, string>> = {
  finishUpload: 'finishing its upload',
  finish: 'becoming ready',
  fail: 'failing',
  cancel: 'cancelling',
  retry: 'retrying',
  restart: 'beginning anew',
};
