import "@mantine/core/styles.css";
import "./styles/fonts.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/wall.css";
import "./styles/pages.css";
import { MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { theme } from "./app/theme";
import { Themed } from "./app/Themed";
import { startTexts } from "./i18n";

async function start(): Promise<void> {
  await startTexts();
  const root = document.getElementById("root");
  if (root === null) throw new Error("index.html has no #root");
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="dark">
        <Themed>
          <App />
        </Themed>
      </MantineProvider>
    </StrictMode>,
  );
}

void start();
