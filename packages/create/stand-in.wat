;; Stands in for a program whose compiler is not installed, and is the program of projects for one's own .wasm file. It prints
;; "Hello, NAME!" with its arguments, or "Hello, world!" without any, and then says what it is.
(module
  (type $two (func (param i32 i32) (result i32)))
  (type $four (func (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (type $two)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (type $two)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (type $four)))
  (memory (export "memory") 2)
  (data (i32.const 64) "Hello, ")
  (data (i32.const 80) "world")
  (data (i32.const 96) "!\n")
  (data (i32.const 112) "This is a small stand-in program.\n")

  ;; 0 and 4 hold the iovec, 8 the number of bytes written, 16 and 20 the sizes of the arguments.
  (func $print (param $text i32) (param $length i32)
    (i32.store (i32.const 0) (local.get $text))
    (i32.store (i32.const 4) (local.get $length))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))

  (func (export "_start")
    (local $name i32) (local $end i32) (local $at i32)
    (drop (call $args_sizes_get (i32.const 16) (i32.const 20)))
    ;; The pointers and the text have to fit beside each other. Nothing is printed of arguments that are longer.
    (if (i32.gt_u
          (i32.add (i32.mul (i32.load (i32.const 16)) (i32.const 4)) (i32.load (i32.const 20)))
          (i32.const 126976))
      (then (unreachable)))
    (local.set $name (i32.add (i32.const 4096) (i32.mul (i32.load (i32.const 16)) (i32.const 4))))
    (drop (call $args_get (i32.const 4096) (local.get $name)))
    (call $print (i32.const 64) (i32.const 7))
    (if (i32.lt_u (i32.load (i32.const 16)) (i32.const 2))
      (then (call $print (i32.const 80) (i32.const 5)))
      (else
        ;; The arguments follow one another, each with a zero at its end. All zeros between them become spaces.
        (local.set $end (i32.sub (i32.add (local.get $name) (i32.load (i32.const 20))) (i32.const 1)))
        (local.set $name (i32.load (i32.const 4100)))
        (local.set $at (local.get $name))
        (block $done
          (loop $next
            (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
            (if (i32.eqz (i32.load8_u (local.get $at)))
              (then (i32.store8 (local.get $at) (i32.const 32))))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br $next)))
        (call $print (local.get $name) (i32.sub (local.get $end) (local.get $name)))))
    (call $print (i32.const 96) (i32.const 2))
    (call $print (i32.const 112) (i32.const 34))))
