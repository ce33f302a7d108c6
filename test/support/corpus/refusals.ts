/** What each refused sample is refused with, through the command line and through the server alike. */
const CODES: Readonly<Record<string, string>> = {
  'androidx-media__invalid-bitstream.webm': 'SOURCE_DAMAGED',
  'androidx-media__sample.text.mp4': 'SOURCE_NO_STREAMS',
  'androidx-media__sample_fragmented_clearkey.mp4': 'SOURCE_ENCRYPTED',
  'androidx-media__sample_fragmented_sgpd_v2.mp4': 'SOURCE_ENCRYPTED',
  'androidx-media__sample_malformed_free_box.mp4': 'SOURCE_DAMAGED',
  'craft__ansi-art.mp4': 'SOURCE_NOT_MEDIA',
  'craft__concat-script.mp4': 'SOURCE_NOT_MEDIA',
  'craft__dash-manifest.mp4': 'SOURCE_NOT_MEDIA',
  'craft__empty.mp4': 'SOURCE_EMPTY',
  'craft__hls-local-file.mp4': 'SOURCE_NOT_MEDIA',
  'craft__hls-loopback-ssrf.mp4': 'SOURCE_NOT_MEDIA',
  'craft__png-renamed.mp4': 'SOURCE_NOT_MEDIA',
  'craft__real-16384x8192-black.mp4': 'SOURCE_TOO_MANY_PIXELS',
  'craft__shell-script.mov': 'SOURCE_NOT_MEDIA',
  'craft__svg-local-ref.mp4': 'SOURCE_NOT_MEDIA',
  'craft__text-renamed.mp4': 'SOURCE_NOT_MEDIA',
  'craft__timestamp-gap-1000000s.mkv': 'SOURCE_TOO_LONG',
  'craft__truncated-moov-at-end.mp4': 'SOURCE_DAMAGED',
  'file-type__fixture-corrupt.mkv': 'SOURCE_DAMAGED',
  'http-streaming__mp4Muxed.mp4': 'SOURCE_DAMAGED',
  'mp4ff__vvc_400kbps_2s.mp4': 'SOURCE_NO_STREAMS',
  'mp4parse-rust__bipbop_nonfragment_header.mp4': 'SOURCE_NO_STREAMS',
  'mp4parse-rust__invalid_userdata.mp4': 'SOURCE_NO_STREAMS',
  'opencast__nostreams.mp4': 'SOURCE_NO_STREAMS',
  'shaka-player__sintel-video-init.mp4': 'SOURCE_NO_STREAMS',
};

/** The code of a sample that must be refused; the manifest says that, and this says with which reason. */
export function codeOfRefusal(file: string): string {
  return CODES[file] ?? 'a code in refusals.ts';
}
