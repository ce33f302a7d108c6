import { icon } from '../../shared/ui/icons.tsx';

export const CheckIcon = icon(<path d="m5 12.5 4.5 4.5L19 7.5" />);
export const PlusIcon = icon(<path d="M12 5v14M5 12h14" />);
export const GripIcon = icon(<path strokeWidth="2.6" d="M9 6h.01M9 12h.01M9 18h.01M15 6h.01M15 12h.01M15 18h.01" />);
export const MoreIcon = icon(<path strokeWidth="2.8" d="M12 5.5h.01M12 12h.01M12 18.5h.01" />);
export const CopyIcon = icon(
  <>
    <rect x="8.5" y="8.5" width="11" height="11" rx="2" />
    <path d="M15.5 8.5v-2a2 2 0 0 0-2-2h-7a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h2" />
  </>,
);
export const EyeIcon = icon(
  <>
    <path d="M3 12s3.3-6 9-6 9 6 9 6-3.3 6-9 6-9-6-9-6z" />
    <circle cx="12" cy="12" r="2.6" />
  </>,
);
export const UpIcon = icon(<path d="M12 19V5m0 0-6 6m6-6 6 6" />);
export const DownIcon = icon(<path d="M12 5v14m0 0 6-6m-6 6-6-6" />);
export const TextIcon = icon(<path d="M5 6.5h14M5 11h14M5 15.5h9" />);
export const RestoreIcon = icon(<path d="M5 12a7 7 0 1 0 2.3-5.2L5 9M5 4.5V9h4.5" />);
export const ClipIcon = icon(<path d="m8 12.5 6-6a3 3 0 0 1 4.2 4.2l-7.6 7.6a5 5 0 0 1-7-7l6.9-7" />);
export const ImageIcon = icon(
  <>
    <rect x="3.5" y="5" width="17" height="14" rx="2" />
    <circle cx="9" cy="10" r="1.6" />
    <path d="m5 17 5-4.5 3 2.5 3-3 4 4" />
  </>,
);
export const ClockIcon = icon(
  <>
    <circle cx="12" cy="12" r="8" />
    <path d="M12 7.5V12l3 2" />
  </>,
);
