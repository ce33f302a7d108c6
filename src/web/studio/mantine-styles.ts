// Styles of components that only the studio uses; the others are in shared/mantine-area.tsx.
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Menu.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Tooltip.layer.css';
import './mantine-colors.css';
