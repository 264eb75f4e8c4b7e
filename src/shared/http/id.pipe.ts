import { BadRequestException, Injectable, type PipeTransform } from '@nestjs/common';

/** Ids become parts of stream names, so their form is narrow. */
@Injectable()
export class IdPipe implements PipeTransform<string> {
  transform(id: string): string {
    if (!/^[\w.-]{1,64}$/.test(id)) {
      throw new BadRequestException('An id is 1 to 64 letters, digits, _ . or -');
    }
    return id;
  }
}
