const PATHS = {
  back: "m14.500 5.500-6.500 6.500 6.500 6.500",
  close: "M6 6l12 12M18 6 6 18",
  send: "M5 12h13M12.5 5.5 19 12l-6.5 6.5",
  attach:
    "m20 11.5-8.2 8.2a5 5 0 0 1-7.1-7.1l8.5-8.4a3.3 3.3 0 0 1 4.7 4.7l-8.4 8.4a1.6 1.6 0 0 1-2.3-2.3l7.6-7.6",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.8-3.6 3.7-5.5 7.5-5.5s6.700 1.900 7.500 5.500",
  bot: "M12 4v3M7 7h10a3 3 0 0 1 3 3v6a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3v-6a3 3 0 0 1 3-3ZM9 12v1.500M15 12v1.500",
  clock: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 8v4.500l3 1.500",
  check: "m5 12.500 4.500 4.500L19 7.500",
  checks: "m2.500 12.500 4.500 4.500L16 8M12 16.500l.8.5L22 8",
  warning: "M12 8v5M12 16.500v.1M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16Z",
  file: "M13.500 3.500H7a2 2 0 0 0-2 2v13a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V9ZM13.500 3.500V9H19",
  down: "M12 5v13M6 12.500l6 6 6-6",
  star: "m12 3.800 2.500 5.200 5.700.8-4.100 4 1 5.700-5.100-2.700-5.100 2.700 1-5.700-4.100-4 5.700-.8Z",
} as const;

export function Icon({ name, size = 20 }: { name: keyof typeof PATHS; size?: number }) {
  return (
    <svg class={`icon icon-${name}`} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
