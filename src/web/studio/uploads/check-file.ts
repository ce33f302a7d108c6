import { formatBytes } from '../../shared/format.ts';
import { text } from '../../shared/text.ts';
import type { Limits } from '../../shared/api/video.ts';

/**
 * What is wrong with a file, as far as its size tells; undefined when it may be sent.
 *
 * The name's ending decides nothing: the server looks at the content.
 */
export function checkFile(file: { readonly size: number }, limits: Limits | undefined): string | undefined {
  if (file.size === 0) return text.uploads.empty;
  if (limits === undefined || file.size <= limits.maxUploadBytes) return undefined;
  return text.uploads.tooLarge(formatBytes(file.size), formatBytes(limits.maxUploadBytes));
}
