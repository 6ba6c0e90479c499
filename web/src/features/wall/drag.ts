// What is being dragged: a camera from the list, or a tile of the wall.
export const DRAG_CAMERA = "application/x-vigie-camera";
export const DRAG_TILE = "application/x-vigie-tile";
