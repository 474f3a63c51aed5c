/** 1234567 as 1,234,567. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Seconds as hours, minutes and seconds; `?` for what is not known. */
export const duration = (seconds: number | null): string => {
  if (seconds === null || !Number.isFinite(seconds)) return '?';
  const [hours, minutes, rest] = [
    Math.floor(seconds / 3600),
    Math.floor((seconds % 3600) / 60),
    Math.round(seconds % 60),
  ];
  return [...(hours > 0 ? [`${hours} h`] : []), ...(hours + minutes > 0 ? [`${minutes} min`] : []), `${rest} s`].join(
    ' ',
  );
};
