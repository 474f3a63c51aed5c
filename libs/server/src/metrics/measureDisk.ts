import { statfs } from 'node:fs/promises';
import { Gauge, type Registry } from 'prom-client';

/** Shows how much the disk of DATA_DIR has left; a folder that is not there, and a disk that does not say, show nothing. */
export const measureDisk = (registry: Registry, dataDir: string): void => {
  new Gauge({
    name: 'data_dir_free_bytes',
    help: 'Bytes that are free on the disk of DATA_DIR',
    registers: [registry],
    async collect() {
      const disk = await statfs(dataDir).catch(() => null);
      if (disk === null || disk.blocks === 0) this.remove();
      else this.set(disk.bavail * disk.bsize);
    },
  });
};
