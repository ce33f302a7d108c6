import { icon } from '../shared/ui/icons.tsx';

export const CheckIcon = icon(<path d="m5.5 12.5 4.2 4.2 8.8-9.2" />);
export const TextIcon = icon(<path d="M5 7h14M5 12h14M5 17h9" />);
export const FileIcon = icon(
  <path d="M12 4.5v10m0 0 4-4m-4 4-4-4M5 16v2.5A1.5 1.5 0 0 0 6.5 20h11a1.5 1.5 0 0 0 1.5-1.5V16" />,
);
export const NextIcon = icon(<path d="m9.5 6 6 6-6 6" />);
