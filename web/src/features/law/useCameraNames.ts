// Names of the town's cameras; a camera that is not there any more keeps its identifier.
import { useEffect, useState } from "react";
import { listCameras } from "@/api/endpoints";

export type CameraNames = ReadonlyMap<string, string>;
const NONE: CameraNames = new Map();

export function useCameraNames(): CameraNames {
  const [names, setNames] = useState(NONE);
  useEffect(() => {
    let stopped = false;
    void listCameras().then((result) => {
      if (!stopped && result.ok) setNames(new Map(result.data.map((camera) => [camera.id, camera.name])));
    });
    return () => {
      stopped = true;
    };
  }, []);
  return names;
}
