// Styles of components that only the studio uses; those of every page are imported in main.tsx.
import '@mantine/core/styles/Popover.css';
import '@mantine/core/styles/Menu.css';
import '@mantine/core/styles/Switch.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Tooltip.css';
import './mantine-colors.css';
