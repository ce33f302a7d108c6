import { Button } from '@mantine/core';
import type { Video } from '../../shared/api/video.ts';
import { formatFrameRate, formatPercent } from '../../shared/format.ts';
import { text } from '../../shared/text.ts';
import { LinkIcon } from '../../shared/ui/icons.tsx';
import { tell } from '../../shared/ui/toasts.tsx';
import classes from './stream-details.module.css';

/** The qualities with how far each is, and the addresses other players can open. */
export function StreamDetails({ video }: { video: Video }) {
  if (video.renditions.length === 0) return null;
  return (
    <section className={classes.details}>
      <table>
        <caption>{text.watch.detailsTitle}</caption>
        <thead>
          <tr>
            <th scope="col">{text.watch.quality}</th>
            <th scope="col">{text.watch.size}</th>
            <th scope="col">{text.watch.frameRate}</th>
            <th scope="col">{text.watch.prepared}</th>
          </tr>
        </thead>
        <tbody>
          {video.renditions.toReversed().map(({ id, width, height, frameRate, percent }) => (
            <tr key={id}>
              <th scope="row">{id}</th>
              <td>{text.watch.pixels(width, height)}</td>
              <td>{formatFrameRate(frameRate)}</td>
              <td>{formatPercent(percent)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={classes.links}>
        <CopyButton label={text.watch.copyHls} link={video.hlsUrl} />
        <CopyButton label={text.watch.copyDash} link={video.dashUrl} />
      </div>
    </section>
  );
}

function CopyButton({ label, link }: { label: string; link: string | undefined }) {
  if (link === undefined) return null;
  const copy = async (): Promise<void> => {
    const full = new URL(link, location.href).href;
    try {
      await navigator.clipboard.writeText(full);
      tell(text.watch.copied);
    } catch {
      tell(text.watch.copyFailed(full), true); // no permission, or no secure address
    }
  };
  return (
    <Button variant="default" size="sm" leftSection={<LinkIcon size={16} />} onClick={() => void copy()}>
      {label}
    </Button>
  );
}
