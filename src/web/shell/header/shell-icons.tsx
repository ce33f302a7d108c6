import { icon } from '../../shared/ui/icons.tsx';

export const SearchIcon = icon(
  <>
    <circle cx="10.8" cy="10.8" r="6" />
    <path d="m15.4 15.4 4.6 4.6" />
  </>,
);
