/**
 * A raw AAC-LC frame of two silent channels (ISO/IEC 14496-3 §4.4.2, raw_data_block).
 *
 * A channel pair element (001, tag 0000) with one window for both (1): ics_info of a long window without bands, no
 * mid/side, two streams of gain 0 without pulses, noise shaping or gain control: 35 zeros. Then the end (111), filled up.
 */
export const SILENT_STEREO_FRAME: Uint8Array = Uint8Array.of(0b0010_0001, 0, 0, 0, 0, 0b0001_1100);
