const excluded: number = 'not checked'
