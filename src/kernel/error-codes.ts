/** Every stable error code with the one thing its reader can do. The reference page is generated from this table. */
export const ERROR_CODES = {
  SOURCE_MISSING: 'Check the path, or upload the file again.',
  SOURCE_EMPTY: 'The file has no bytes: copy or export it again, then upload that.',
  SOURCE_NOT_MEDIA: 'Upload a video or sound file (MP4, MOV, MKV, WebM, AVI, MPEG …).',
  SOURCE_NO_STREAMS:
    'The file holds neither picture nor sound that can be read: export it again from the program that made it.',
  SOURCE_DAMAGED: 'The file is cut off or damaged: copy or export it again, then upload that.',
  SOURCE_ENCRYPTED: 'Upload a copy without copy protection (DRM).',
  SOURCE_CODEC_UNSUPPORTED: 'Export the video as H.264 (MP4), then upload that.',
  SOURCE_TOO_LONG: 'Split the recording, or ask the operator to raise LECTERN_MAX_DURATION_HOURS.',
  SOURCE_TOO_MANY_PIXELS: 'Export the video at 8K (7680 x 4320) or less.',
  SOURCE_TOO_LARGE: 'Upload a smaller file, or ask the operator to raise LECTERN_MAX_UPLOAD_BYTES.',
  DISK_FULL: 'Free some space, then retry: finished parts are kept.',
  FFMPEG_MISSING: 'Install FFmpeg 5.1 or newer (Debian: apt-get install ffmpeg), or set FFMPEG_PATH.',
  FFMPEG_UNSUITABLE: 'Install FFmpeg 5.1 or newer with libx264 and aac.',
  ENCODE_FAILED: 'Retry; if it fails again, export the video as H.264 (MP4) and upload that.',
  ENCODE_STALLED: 'Retry; if it stops again, export the video as H.264 (MP4) and upload that.',
  STREAM_INVALID: 'Retry; if it fails again, report it with the technical details.',
  OUTPUT_NOT_OURS: 'Choose an empty folder, or the one of an interrupted run of the same file and settings.',
  OBJECT_MISSING: 'Retry: the missing part is made again.',
  CANCELLED: 'Retry when you want it after all.',
  USAGE: 'See lectern --help.',
  CONFIG_INVALID: 'Correct the named settings, then start again.',
  VIDEO_NOT_FOUND: 'Check the address; the video may have been deleted.',
  VIDEO_STATE_CONFLICT: 'Reload to see the current state, then choose again.',
  INTERNAL: 'Retry; if it happens again, report it with the request id.',
} as const;

/** One of the stable codes. */
export type ErrorCode = keyof typeof ERROR_CODES;
