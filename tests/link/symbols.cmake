# The linked program holds array kernels of both instruction sets, under different names.
execute_process(COMMAND "${NM}" -C "${PROGRAM}" OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
foreach(isa isa_sse2 isa_avx2_fma)
    foreach(kernel quantizer gemm)
        if(NOT symbols MATCHES " [WwuTt] [^\n]*lowp::${isa}::[^\n]*${kernel}")
            message(SEND_ERROR "no function of lowp::${isa} with ${kernel} in its name: the units share one copy")
        endif()
    endforeach()
endforeach()
