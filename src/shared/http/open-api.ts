import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** The document at `/docs-json`, for people at `/docs`. */
export function serveOpenApi(app: INestApplication): void {
  const described = new DocumentBuilder()
    .setTitle('Hailstream')
    .setDescription(
      'Commands append events, queries answer from read models. Every refusal is a problem (RFC 9457) with a stable `code`.',
    )
    .setVersion('1')
    .addBearerAuth()
    .build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, described), {
    jsonDocumentUrl: 'docs-json',
  });
}
