import { Pool, type Dispatcher } from 'undici';

/** Kept-alive connections to a platform, which may stand below a path of its origin. */
export class PlatformPool {
  private readonly pool: Pool;
  private readonly prefix: string;

  /** @param url of the platform, such as `http://127.0.0.1:3000` */
  constructor(url: string, options: Pool.Options) {
    const { origin, pathname } = new URL(url);
    this.prefix = pathname.replace(/\/$/, '');
    this.pool = new Pool(origin, options);
  }

  /** @param request with its path below the platform's address */
  request(request: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData> {
    return this.pool.request({ ...request, path: this.prefix + request.path });
  }

  /** When what is asked was answered. */
  close(): Promise<void> {
    return this.pool.close();
  }

  /** Whatever is underway. */
  destroy(): Promise<void> {
    return this.pool.destroy();
  }
}
