// Runs before the first paint, so that a page chosen dark never flashes white. Reads what Mantine's provider stores.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('lectern-color-scheme');
  } catch {
    // Storage is forbidden: follow the system.
  }
  const isDark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
})();
