// Run before anything is drawn, so that a chosen theme does not flash (apps/dashboard/src/settings/theme.ts).
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // a browser that keeps no storage follows the system
}
