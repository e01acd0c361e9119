/* Draws a PNG: an evening sky, or none, over a row of towers. https://www.w3.org/TR/png-3/ */
import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const TOWER = [24, 26, 48, 255];
const LIGHT = [255, 214, 120, 255];
const NOTHING = [0, 0, 0, 0];
const COLUMNS = 16;

/** A PNG of so many pixels. */
export function picture(width, height, isTransparent) {
  const columns = Array.from({ length: width }, (_, x) => ({
    top: height * (0.55 + 0.25 * Math.sin(Math.floor((x * COLUMNS) / width) * 2.4)),
    isWindow: x % 24 < 6,
  }));
  const row = (y) => {
    const sky = isTransparent ? NOTHING : [40 + (y * 180) / height, 40, 110 - (y * 40) / height, 255];
    const pixels = Buffer.alloc(1 + width * 4);
    columns.forEach(({ top, isWindow }, x) => {
      const colour = y <= top ? sky : isWindow && y % 32 < 8 ? LIGHT : TOWER;
      pixels.set(colour, 1 + x * 4);
    });
    return pixels;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a channel, with transparency.
  header.set([8, 6], 8);
  const data = deflateSync(Buffer.concat(Array.from({ length: height }, (_, y) => row(y))));
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
