// Colours for a dark room: low light, quiet surfaces; only what needs a person is bright.
import { createTheme, defaultVariantColorsResolver, type MantineColorsTuple } from "@mantine/core";

const night: MantineColorsTuple = [
  "#dbe3ec",
  "#b9c4d1",
  "#93a1b1",
  "#6d7c8d",
  "#3a4653",
  "#2a3440",
  "#1d252f",
  "#151c24",
  "#0f151c",
  "#0a0e13",
];

const sky: MantineColorsTuple = [
  "#e8f5fd",
  "#cfe7f8",
  "#a6d5f3",
  "#7cc4f0",
  "#57b1e8",
  "#3a9cd8",
  "#2580b8",
  "#1b6796",
  "#175478",
  "#12405c",
];

export const theme = createTheme({
  fontFamily: '"Inter Variable", system-ui, "Segoe UI", sans-serif',
  headings: { fontFamily: '"Inter Variable", system-ui, "Segoe UI", sans-serif', fontWeight: "600" },
  colors: { dark: night, sky },
  primaryColor: "sky",
  primaryShade: { light: 7, dark: 4 },
  // Filled buttons are bright on dark and dark on bright: their text follows (styles/base.css).
  variantColorResolver: (input) => {
    const colours = defaultVariantColorsResolver(input);
    const primary = input.color === undefined || input.color === input.theme.primaryColor;
    return input.variant === "filled" && primary ? { ...colours, color: "var(--on-accent)" } : colours;
  },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  components: {
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    // A dialog's head is no banner of the page.
    Modal: {
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.6 },
        attributes: { header: { role: "presentation" } },
      },
    },
    Drawer: { defaultProps: { attributes: { header: { role: "presentation" } } } },
  },
});
