// The live picture on a camera's page: one tile of the wall, alone.
import type { Camera } from "@/api/types";
import { FullTile } from "@/features/wall/FullTile";
import { useCameras } from "./store";

export function CameraPreview({ camera }: { camera: Camera }) {
  const { recorder } = useCameras();
  return (
    <section className="tile tile-alone">
      <FullTile camera={camera} index={null} enlarged recorderDown={recorder === "down"} canWatch showDelay={false} />
    </section>
  );
}
