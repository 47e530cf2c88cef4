declare module 'fontkit' {
  export interface Font {
    readonly postscriptName: string;
  }
  export function create(data: Uint8Array): Font;
}
